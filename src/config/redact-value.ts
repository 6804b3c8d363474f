import { types } from "node:util";
import { mark } from "./secret-forms.ts";
import { isSensitiveName } from "./sensitive-names.ts";

const deepest = 64;

/** Builds the part of a redactor that copies values of any kind. */
export function createValueRedactor(text: (text: string) => string): (value: unknown) => unknown {
  return (value) => new Copier(text).copy(value, 0);
}

class Copier {
  private readonly text: (text: string) => string;
  /** Finished copies, so that what is referred to twice is copied once. */
  private readonly copies = new Map<object, unknown>();

  constructor(text: (text: string) => string) {
    this.text = text;
  }

  copy(value: unknown, depth: number): unknown {
    try {
      if (typeof value === "object" && value !== null) return this.copyObject(value, depth);
      return this.copyPlain(value);
    } catch {
      // A getter or a proxy of someone else's may throw anything.
      return "[unreadable]";
    }
  }

  private copyPlain(value: unknown): unknown {
    if (typeof value === "string") return this.text(value);
    if (typeof value === "number" || typeof value === "bigint") {
      const written = String(value);
      const shown = this.text(written);
      return shown === written && typeof value === "number" ? value : shown;
    }
    if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
    return value;
  }

  private copyObject(value: object, depth: number): unknown {
    if (this.copies.has(value)) return this.copies.get(value);
    if (depth > deepest) return "[too deep]";
    this.copies.set(value, "[circular]");
    const copy = this.copyKind(value, depth + 1);
    this.copies.set(value, copy);
    return copy;
  }

  private copyKind(value: object, depth: number): unknown {
    if (value instanceof Error || types.isNativeError(value)) return this.copyError(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
    if (value instanceof URL || value instanceof URLSearchParams || value instanceof RegExp)
      return this.text(String(value));
    if (types.isBoxedPrimitive(value)) return this.copyPlain(value.valueOf());
    if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value)) return this.copyList(value, depth);
    if (value instanceof Set) return this.copyList([...value], depth);
    if (value instanceof Map || value instanceof Headers) return this.copyEntries([...value], depth);
    if (isWrittenBuffer(value)) return `[${value.data.length} bytes]`;
    if ("toJSON" in value && typeof value.toJSON === "function") {
      const written: unknown = Reflect.apply(value.toJSON, value, []);
      if (written !== value) return this.copy(written, depth);
    }
    return this.copyEntries(readableEntries(value), depth);
  }

  private copyList(list: readonly unknown[], depth: number): unknown[] {
    // Node's rawHeaders are flat: a name, then its value.
    const isValue = (index: number): boolean => {
      const name = list[index - 1];
      return typeof name === "string" && name.length < 64 && isSensitiveName(name);
    };
    return Array.from(list, (item, index) =>
      typeof item === "string" && isValue(index) ? mark : this.copy(item, depth),
    );
  }

  private copyEntries(
    entries: readonly (readonly [unknown, unknown])[],
    depth: number,
  ): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const [key, value] of entries) {
      const name = typeof key === "object" && key !== null ? "[object]" : String(key);
      const hidden = isSensitiveName(name) && !isEmpty(value);
      // Defined, not assigned: a key called __proto__ stays a key.
      Object.defineProperty(copy, this.text(name), {
        value: hidden ? mark : this.copy(value, depth),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return copy;
  }

  private copyError(error: Error, depth: number): Record<string, unknown> {
    const own = Object.getOwnPropertyNames(error).map((name) => [name, read(error, name)] as const);
    const entries = [
      ["type", read(error, "name")] as const,
      ["message", read(error, "message")] as const,
      ...own,
    ];
    return this.copyEntries(entries, depth);
  }
}

/** Nothing and yes or no hide no secret, and help whoever reads the log. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || typeof value === "boolean";
}

function readableEntries(value: object): (readonly [string, unknown])[] {
  return Object.keys(value).map((name) => [name, read(value, name)] as const);
}

function read(value: object, name: string): unknown {
  try {
    return Reflect.get(value, name);
  } catch {
    return "[unreadable]";
  }
}

/** What JSON makes of a Buffer. */
function isWrittenBuffer(value: object): value is { data: unknown[] } {
  return "type" in value && value.type === "Buffer" && "data" in value && Array.isArray(value.data);
}
