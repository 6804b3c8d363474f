import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { AppError } from "#contract/app-error.ts";
import { UploadFolder, uploadLimit } from "./upload-folder.ts";

/** What stands beside the files of an upload. Form fields are text. */
const fieldsSchema = z.object({
  timezone: z.string().max(64).optional(),
  dryRun: z.enum(["true", "false"]).default("false"),
  convertScale: z.enum(["true", "false"]).default("false"),
});

export interface ReceivedUpload {
  readonly folder: UploadFolder;
  readonly timeZone: string | undefined;
  readonly dryRun: boolean;
  readonly convertScale: boolean;
}

/** Multipart lines and headers around the files. */
const overhead = 1024 * 1024;

/** Streams a multipart upload to disk. Throws import-too-large and invalid-request, and then keeps nothing. */
export async function receiveUpload(
  request: FastifyRequest,
  parent: string,
  id: string,
): Promise<ReceivedUpload> {
  if (!request.isMultipart()) {
    throw new AppError("invalid-request", { fields: { files: "Send the files as a form (multipart)." } });
  }
  // Refused before it is sent, where the sender says how large it is.
  if (Number(request.headers["content-length"] ?? 0) > uploadLimit + overhead) {
    throw new AppError("import-too-large");
  }
  const folder = await UploadFolder.make(parent, id);
  try {
    const fields: Record<string, unknown> = {};
    for await (const part of request.parts()) {
      if (part.type === "file") {
        // A form with an empty file box sends a nameless file.
        if (part.filename === "") part.file.resume();
        else await folder.add(part.filename, part.file);
      } else fields[part.fieldname] = part.value;
    }
    if (folder.isEmpty) {
      throw new AppError("invalid-request", { fields: { files: "Choose a file to import." } });
    }
    const read = fieldsSchema.safeParse(fields);
    if (!read.success) {
      const names = read.error.issues.map(({ path }) => String(path[0]));
      throw new AppError("invalid-request", {
        fields: Object.fromEntries(names.map((name) => [name, `"${name}" cannot be read as it is.`])),
      });
    }
    const { timezone, dryRun, convertScale } = read.data;
    return {
      folder,
      timeZone: timezone === "" ? undefined : timezone,
      dryRun: dryRun === "true",
      convertScale: convertScale === "true",
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}
