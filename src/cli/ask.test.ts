import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { confirm, readNewPassword, type Terminal } from "./ask.ts";

/** A terminal at which somebody types the next of `lines` whenever they are asked. */
function typing(lines: readonly string[]): Terminal & { shown(): string } {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const left = [...lines];
  let shown = "";
  const output = {
    write(text: string) {
      shown += text;
      // After the question was asked, so that the reader is there already.
      if (text.endsWith(": ")) setImmediate(() => input.write(left.shift() ?? ""));
    },
  };
  return { input, output, shown: () => shown };
}

function piped(text: string): Terminal {
  const input = new PassThrough();
  input.end(text);
  return { input, output: { write: () => {} } };
}

describe("a password", () => {
  test("is asked for twice and never shown", async () => {
    const terminal = typing(["a few words\r", "a few words\r"]);
    expect(await readNewPassword(false, terminal)).toBe("a few words");
    expect(terminal.shown()).toBe("Password: \nThe same again: \n");
  });

  test("pasted twice at once is understood", async () => {
    const terminal = typing(["a few words\ra few words\r"]);
    expect(await readNewPassword(false, terminal)).toBe("a few words");
  });

  test("typed in two ways changes nothing", async () => {
    const terminal = typing(["a few words\r", "a few wods\r"]);
    await expect(readNewPassword(false, terminal)).rejects.toMatchObject({ code: "passwords-differ" });
  });

  test("can be left with Ctrl+C", async () => {
    await expect(readNewPassword(false, typing(["abc\u0003"]))).rejects.toMatchObject({
      code: "interrupted",
    });
  });

  test("on stdin is its first line, spaces and other scripts kept", async () => {
    expect(await readNewPassword(true, piped(" süß 日本 \r\nmore\n"))).toBe(" süß 日本 ");
    expect(await readNewPassword(true, piped("without an end"))).toBe("without an end");
    await expect(readNewPassword(true, piped("\n"))).rejects.toMatchObject({ code: "wrong-usage" });
  });
});

describe("before something is deleted", () => {
  test("only a yes goes on", async () => {
    await confirm("Really?", false, typing(["Yes\r"]));
    await expect(confirm("Really?", false, typing(["no\r"]))).rejects.toMatchObject({
      code: "not-confirmed",
    });
    await expect(confirm("Really?", false, typing(["\r"]))).rejects.toMatchObject({ code: "not-confirmed" });
  });

  test("a script has to say --yes", async () => {
    await confirm("Really?", true, piped(""));
    await expect(confirm("Really?", undefined, piped("yes\n"))).rejects.toMatchObject({
      code: "wrong-usage",
    });
  });
});
