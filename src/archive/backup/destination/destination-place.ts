/** Where backups are kept, as the settings name it. `label` is safe to print. */
export type DestinationPlace = FolderPlace | S3Place;

export interface FolderPlace {
  readonly kind: "folder";
  /** Absolute. */
  readonly path: string;
  readonly label: string;
}

export interface S3Place {
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
}
