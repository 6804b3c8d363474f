/** Texts that one program or another spoils: each must come out of an upgrade as it went in. */
export const unpleasantTexts: readonly string[] = [
  "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 é é",
  "\u202eright to left\u202c مرحبا بالعالم שלום",
  `"double", 'single', ''twice'', \`back\`, “curly”, $$dollar$$, $1, :name, ?`,
  "two\nlines\r\nand\ttabs\r and a line\n\\. of its own\n\\restrict\n",
  "'; drop table task; --",
  "back\\slash \\' \\n \\x00 \\u0000 E'\\\\'",
  "  spaces around  ",
  "\u0001\u0007\u001b[31m\u007f\u0085\u00a0\u2028\u2029\ufeff\ufffd\uffff",
  "&amp;lt;b&gt; <script>alert(1)</script> %00 %s {}",
  "=1+1",
  "NULL",
  "null",
  "\ud83d\udca9".repeat(40),
  "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
];

/** 10 000 bytes and more, of words and of letters of every length in UTF-8. */
export const longText = Array.from(
  { length: 700 },
  (_, at) => `${at} ${["word", "größer", "税務署", "🌊"][at % 4]} ${String.fromCodePoint(0x100 + at)}`,
).join(",\n ");
