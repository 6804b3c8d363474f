// npm run dev: the server restarts and the browser reloads when a file changes.
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/dev.mjs");
