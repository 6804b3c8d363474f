// npm start: install what is missing, build what is older than its sources, serve.
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/start.mjs");
