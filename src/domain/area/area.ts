/** A person's own grouping of tasks. */
export interface Area {
  id: string;
  name: string;
  taskType: string | null;
  description: string;
}
