import { styleText } from 'node:util';

/** The text in a style of Node's `styleText`, where there may be colour. */
export function styled(style: 'bold' | 'red', text: string, colour: boolean): string {
  // It would look at stdout by itself, from some version of Node on; whoever calls knows better.
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
