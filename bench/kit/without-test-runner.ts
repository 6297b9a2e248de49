import { registerHooks } from "node:module";

// The worlds of the tests tidy up by node:test's `after`, which follows every promise of the process by async hooks: a third of what a run
// costs. A bench ends with its process, so for it there is nothing to tidy.
const stub = "data:text/javascript,export const after = () => {}; export const test = () => {}; export default test;";
registerHooks({
  resolve: (specifier, context, next) => (specifier === "node:test" ? { url: stub, shortCircuit: true } : next(specifier, context)),
});
