// npm run build: dist/server and dist/web, from scratch.
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/rebuild.mjs");
