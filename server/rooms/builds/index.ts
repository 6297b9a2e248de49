export { listBuilds } from "./list-builds.ts";
export { getBuild } from "./get-build.ts";
export { requestBuild } from "./request-build.ts";
export { cancelBuild } from "./cancel-build.ts";
export {
  listIntegrationSecrets,
  putIntegrationSecret,
  readIntegrationSecrets,
  readRunSecrets,
  removeIntegrationSecret,
} from "./integration-secrets.ts";
export { artifactKey, ensureArtifact } from "./artifact/ensure-artifact.ts";
export { buildsRoutes } from "./routes.ts";
export { startBuildLoop, type BuildLoop } from "./worker/build-loop.ts";
export type { Workshop } from "./worker/workshop.ts";
export { openBuildPlace } from "./open-build-place.ts";
export { boxGit } from "./git/box-git.ts";
export type { BuildPlace } from "./deps.ts";
export { runBuildLines } from "./steps/run-build-line.ts";
export { findRegistries } from "./steps/registries.ts";
export { buildLimits, type BuildLimits } from "./limits.ts";
export type { BuildRow } from "./store/builds.ts";
export { collectBuilds } from "./collect/collect-builds.ts";
export { measureBuilds } from "./collect/measure-builds.ts";
