/**
 * Whether this is a whole age recipient (age1… or the post-quantum age1pq1…) by its checksum, so that a mistyped
 * one is found at the start and not at the first backup. Bech32, as in BIP 173, without its limit of 90 letters.
 */
export function isAgeRecipient(text: string): boolean {
  const [, family, data] = /^(age|age1pq)1([02-9ac-hj-np-z]{58,})$/u.exec(text) ?? [];
  if (family === undefined || data === undefined) return false;
  const codes = [...Buffer.from(family)];
  const values = data.split("").map((letter) => alphabet.indexOf(letter));
  return polymod([...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...values]) === 1;
}

const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, part] of generator.entries()) if (((top >>> bit) & 1) === 1) sum ^= part;
  }
  return sum;
}
