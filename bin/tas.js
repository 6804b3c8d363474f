#!/usr/bin/env node
// The command line in a checkout: installs and builds on its first run, then hands over.
import { checkNode } from "../scripts/launch/check-node.mjs";

if (checkNode()) void import("../scripts/launch/tas.mjs");
