export { writeZip, zipPath, type ZipEntry } from "./write-zip.ts";
