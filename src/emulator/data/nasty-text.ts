/**
 * Free text as people and programs leave it in Marketo: quotes, newlines, tabs, the line separators
 * that some line splitters fall for, emoji, CJK, right-to-left, text that looks like CSV or JSON (§5.3).
 */
export const nastyText: readonly string[] = [
  'plain words',
  'He said "no", twice',
  'two\nlines',
  'three\r\nlines\r\nwith CRLF',
  'tab\there; semicolon; comma, dot.',
  'separator\u2028line\u2029paragraph\u0085next',
  'emoji 🚀👩‍👩‍👧 and 日本語のテキスト',
  '한국어, עברית, العربية',
  'Zoë Ångström née D’Arcy',
  '{"nested":"json, with \\"quotes\\""}',
  'a:2:{s:9:"FirstName";s:4:"Zoë";s:5:"Notes";s:12:"says ""hi""\n!";}',
  '=HYPERLINK("http://example.invalid",\'click\')',
  'ends with backslash \\',
  '  blanks around and a NUL \u0000 ',
  'null',
  'C:\\temp\\new "folder"',
  '550 5.1.1 <x@example.invalid>: Recipient address rejected; user unknown\r\n',
  '"',
  ',',
  '<p class="a">\n\t<b>HTML</b>&nbsp;</p>',
];

export const userAgents: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'curl/8.5.0',
];
