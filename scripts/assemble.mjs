// node scripts/assemble.mjs FOLDER [--with-node]: everything a server needs, and nothing else, in one folder.
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/assemble.mjs");
