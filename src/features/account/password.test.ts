import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

const password = "a few words in a row";

test("a password opens with itself, however its characters are composed, and with nothing else", async () => {
  const hash = await hashPassword("Käse und Brot");
  expect(await verifyPassword("Käse und Brot".normalize("NFD"), hash)).toBe(true);
  expect(await verifyPassword("Kase und Brot", hash)).toBe(false);
  expect(await verifyPassword("", hash)).toBe(false);
});

test("the same password is kept differently each time, as a costly argon2id hash", async () => {
  const [one, two] = [await hashPassword(password), await hashPassword(password)];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/u);
  expect(two).not.toBe(one);
});

test("short passwords are refused, and the sentence says how long they need to be", async () => {
  await expect(hashPassword("1234567")).rejects.toMatchObject({
    code: "password-too-short",
    details: { least: 8 },
  });
  expect(await hashPassword("12345678")).toContain("$argon2id$");
});

test("no hash, or a broken one, opens nothing", async () => {
  for (const hash of [null, undefined, "", "plain", "$argon2id$v=19$m=19456,t=2,p=1$$"]) {
    expect(await verifyPassword(password, hash)).toBe(false);
  }
});

test("an unknown name costs as much time as a wrong password", async () => {
  const hash = await hashPassword(password);
  const time = async (stored: string | null) => {
    const times: number[] = [];
    for (let round = 0; round < 7; round++) {
      const begun = performance.now();
      await verifyPassword("a wrong password", stored);
      times.push(performance.now() - begun);
    }
    return Math.min(...times);
  };
  const [known, unknown] = [await time(hash), await time(null)];
  // Without the pretended check the difference would be a hundredfold.
  expect(unknown).toBeGreaterThan(known / 5);
  expect(known).toBeGreaterThan(unknown / 5);
});
