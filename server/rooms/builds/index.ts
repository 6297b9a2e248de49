export { listBuilds, type ListBuildsInput } from "./list-builds.ts";
export { getBuild } from "./get-build.ts";
export { requestBuild } from "./request-build.ts";
export { cancelBuild } from "./cancel-build.ts";
export { readBuildLog, type ReadBuildLogInput } from "./read-build-log.ts";
export { getRepository } from "./get-repository.ts";
export {
  listIntegrationSecrets,
  putIntegrationSecret,
  readIntegrationSecrets,
  removeIntegrationSecret,
  type SecretInput,
} from "./integration-secrets.ts";
export { artifactKey, ensureArtifact } from "./artifact/ensure-artifact.ts";
export { buildsRoutes, type BuildsRouteDeps } from "./routes.ts";
export { startBuildLoop, type BuildLoop } from "./work/build-loop.ts";
export type { BuildRuntime, Workshop } from "./work/workshop.ts";
export { openBuildPlace, type BuildPlaceOptions } from "./open-build-place.ts";
export { boxGit } from "./git/box-git.ts";
export type { GitRunner } from "./git/run-git.ts";
export type { BuildPlace } from "./deps.ts";
export { buildLimits, type BuildLimits } from "./limits.ts";
export { buildTransitions } from "./states.ts";
export type { BuildRow } from "./store/builds.ts";
