/** Where a running copy of the database is kept. `label` is safe to print. */
export type ReplicaPlace =
  | { readonly kind: "folder"; readonly path: string; readonly label: string }
  | {
      readonly kind: "s3";
      readonly label: string;
      readonly bucket: string;
      /** Empty, or ends with a slash. */
      readonly prefix: string;
      /** Null for Amazon's own. */
      readonly endpoint: string | null;
      readonly region: string;
      /** Null: what the machine itself is allowed. */
      readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
    };
