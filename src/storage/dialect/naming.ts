import { CamelCasePlugin } from "kysely";

/** Names are snake_case in SQL and camelCase in code. */
class Naming extends CamelCasePlugin {
  toSql(name: string): string {
    return this.snakeCase(name);
  }
}

/** One for the whole process: it remembers the names it has seen. */
export const naming = new Naming();
