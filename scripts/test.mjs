// npm test: every proof we have, in the order of what fails fastest. `npm test -- PATH` runs only the tests there.
import { checkNode } from "./launch/check-node.mjs";

if (checkNode()) void import("./launch/test.mjs");
