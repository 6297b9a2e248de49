export { openDb, type Db, type DbSettings } from "./open-db.ts";
export { transaction, type Tx } from "./transaction.ts";
export { together } from "./together.ts";
export { checkSchema, migrate, readSchemaVersion, type Migration } from "./migrate.ts";
export { loadMigrations } from "./load-migrations.ts";
export { ensureRoles, checkRoles } from "./roles.ts";
export { audit, forgetSettings } from "./audit.ts";
export { arrayOf, arrayOfRows, arrayOfTexts } from "./array-literal.ts";
export { momentIn, orNothing, rowText, RowText } from "./row-text.ts";
