import { programCases } from "./cases.ts";
import { testUnboxed } from "./test-unboxed.ts";

for (const one of programCases) testUnboxed(one);
