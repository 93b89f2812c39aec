/** A field of the lead, as Describe shows it and as files name it. */
export interface LeadField {
  readonly id: number;
  /** REST name: the column of a file. */
  readonly name: string;
  readonly soapName: string;
  readonly displayName: string;
  readonly dataType: string;
  readonly length?: number;
  readonly readOnly: boolean;
}

/** id | REST name | SOAP name | display name | data type | length. The ids are chosen, but for company's. [D leads] */
const table: readonly (readonly [number, string, string, string, string, number?])[] = [
  [2, 'company', 'Company', 'Company Name', 'string', 255],
  [29, 'firstName', 'FirstName', 'First Name', 'string', 255],
  [31, 'lastName', 'LastName', 'Last Name', 'string', 255],
  [48, 'email', 'Email', 'Email Address', 'email', 255],
  [51, 'id', 'Id', 'Id', 'integer'],
  [52, 'title', 'Title', 'Job Title', 'string', 255],
  [34, 'leadScore', 'LeadScore', 'Lead Score', 'score'],
  [53, 'unsubscribed', 'Unsubscribed', 'Unsubscribed', 'boolean'],
  [54, 'createdAt', 'CreatedAt', 'Created At', 'datetime'],
  [55, 'updatedAt', 'UpdatedAt', 'Updated At', 'datetime'],
];

const readOnly: readonly string[] = ['id', 'createdAt', 'updatedAt'];

/** Every field of a lead in the emulated subscription. */
export const leadFields: readonly LeadField[] = table.map(
  ([id, name, soapName, displayName, dataType, length]) => ({
    id,
    name,
    soapName,
    displayName,
    dataType,
    ...(length === undefined ? {} : { length }),
    readOnly: readOnly.includes(name),
  }),
);
