import { leadFields } from '../objects/lead-fields.ts';

/** Describe Lead: one member for each field. [D leads] */
export function describeLead(): readonly unknown[] {
  return leadFields.map(({ name, soapName, readOnly, id, displayName, dataType, length }) => ({
    id,
    displayName,
    dataType,
    length,
    rest: { name, readOnly },
    soap: { name: soapName, readOnly },
  }));
}

/** Describe Lead2: one object that names the fields and those one can search by. [D swM] */
export function describeLead2(): readonly unknown[] {
  const fields = leadFields.map(({ name, displayName, dataType, length, readOnly }) => ({
    name,
    displayName,
    dataType,
    length,
    updateable: !readOnly,
    crmManaged: false,
  }));
  return [{ name: 'API Lead', searchableFields: [['id'], ['email']], fields }];
}
