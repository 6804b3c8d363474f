// npm run faults: kill the server in the middle of bursts of writes and look at what is left. `-- --tries 50`
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/faults.mjs");
