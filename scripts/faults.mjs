// npm run faults: everything that hosts were promised to survive, done on purpose. `-- --tries 50`
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/faults.mjs");
