export { insertBuild } from "./store/builds.ts";
