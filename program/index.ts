export * from "./adapters/adapter.ts";
export { adapters, type ContractId } from "./adapters/index.ts";
export { readPandium } from "./adapters/pandium/pandium-manifest.ts";
export { checkProgram, type ProgramCheck } from "./check/check-program.ts";
export { readProgram, type ProgramFolder, type ProgramReading } from "./check/read-program.ts";
export { applyDefaults, type HostFacts } from "./form/apply-defaults.ts";
export { fillFoundAt, leadsToHost } from "./form/found-at.ts";
export { orderFields, readFieldOrder } from "./form/field-order.ts";
export { tidyAddresses } from "./form/tidy-addresses.ts";
export { applyOptions, dynamicOptions } from "./form/apply-options.ts";
export { checkConfig, type ConfigInput } from "./form/check-config.ts";
export { environmentName } from "./manifest/check-form.ts";
export { readBase, type Base } from "./manifest/read-base.ts";
export { plainWords } from "./manifest/plain-words.ts";
export { compilePattern, patternFault } from "./manifest/regular-expression.ts";
export { boxCommand, runCommand } from "./manifest/run-command.ts";
export { readManifest, type ManifestReading } from "./manifest/read-manifest.ts";
export { schemaValidator } from "./manifest/schema-validator.ts";
export { emptySummary, failedCount, foldMessage } from "./messages/fold-messages.ts";
export { MessageReader } from "./messages/message-reader.ts";
export {
  fillCredential,
  fieldsOfCredential,
  partsOf,
  readHttpBase,
  readRule,
  ruleAllows,
  secretsInProgram,
  withheldSecrets,
  type Rule,
} from "./network/http-connection.ts";
export { fillConfig, readHost, resolveHosts, type Host } from "./network/resolve-hosts.ts";
export { type FoundPage } from "./page/find-page.ts";
export { type FoundPicture, type FoundPictures } from "./pictures/find-pictures.ts";
export { addressSettings, type AddressSetting } from "./verdict/address-settings.ts";
export { blamedFields } from "./verdict/blamed.ts";
export type { AttemptLimits } from "./verdict/limit-sentences.ts";
export { createJudge, type Ending, type Hit, type Judge, type JudgeOptions } from "./verdict/judge.ts";
export { ruleIds, rules, type RuleId } from "./verdict/rules.ts";
export { listTemplates, renderTemplate, type TemplateFile, type TemplateLanguage } from "./templates/templates.ts";
export { saySentence } from "./translations/say-sentence.ts";
export { listingTranslations, speakManifest } from "./translations/speak-manifest.ts";
