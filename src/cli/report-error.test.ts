import { describe, expect, test } from "vitest";
import { ArchiveError } from "#archive/portable/archive-error.ts";
import { createRedactor } from "#config/redact.ts";
import { StorageError } from "#storage/storage-error.ts";
import { createOutput } from "./output.ts";
import { reportError } from "./report-error.ts";

describe("what the host reads when something fails", () => {
  test("an error nobody foresaw says nothing of itself: it may quote a person or a secret", () => {
    const { code, message, exitCode } = reportError(new Error("sesame at /srv/tas.ts:3:1"));
    expect({ code, exitCode }).toEqual({ code: "internal", exitCode: 1 });
    expect(message).not.toContain("sesame");
    expect(message).not.toContain("tas.ts");
  });

  test("a database that cannot be used points at the doctor", () => {
    const error = new StorageError("unavailable", "The database cannot be reached.");
    expect(reportError(error).message).toBe(
      'The database cannot be reached. "tas doctor" looks for the reason.',
    );
  });

  test("an archive that cannot be used says why in its own words", () => {
    const error = new ArchiveError("archive-locked", "The archive is encrypted; give its passphrase.");
    expect(reportError(error)).toEqual({ code: "archive-locked", message: error.message, exitCode: 1 });
  });
});

describe("what tas prints", () => {
  function printed(json: boolean) {
    const text = { stdout: "", stderr: "" };
    const stream = (name: "stdout" | "stderr") => ({
      write(part: string) {
        text[name] += part;
      },
    });
    const streams = { stdout: stream("stdout"), stderr: stream("stderr") };
    const output = createOutput(streams, () => json, createRedactor(["sesame-sesame"]));
    return { text, output };
  }

  test.each([true, false])("holds no secret, wherever it came in (--json: %s)", (json) => {
    const { text, output } = printed(json);
    output.note("postgres://tas:sesame-sesame@host/name");
    output.progress("Reading sesame-sesame", 0.5);
    output.answer({ deep: [{ url: "sesame-sesame" }], password: "other" }, "a line with sesame-sesame");
    output.failure("code", "It was sesame-sesame.");
    expect(text.stdout + text.stderr).not.toContain("sesame");
  });

  test.each([true, false])("shows what is made for this one time (--json: %s)", (json) => {
    const { text, output } = printed(json);
    output.answer({}, "Once:", { once: { field: "password", secret: "abcde-fghij", line: "abcde-fghij" } });
    expect(text.stdout).toBe(json ? '{"password":"abcde-fghij"}\n' : "Once:\nabcde-fghij\n");
  });

  test("tells of progress seldom where nobody watches", () => {
    const { text, output } = printed(false);
    for (let done = 0; done <= 1000; done++) output.progress("Writing", done / 1000);
    expect(text.stderr.split("\n").length).toBeLessThan(15);
    expect(text.stderr.trimEnd().split("\n").at(-1)).toBe("Writing 100 %");
    expect(text.stdout).toBe("");
  });
});
