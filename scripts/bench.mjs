// npm run bench: how fast and how large, on both engines; `-- --write` puts the table into docs/measurements.md.
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/bench.mjs");
