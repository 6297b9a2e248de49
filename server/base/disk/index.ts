export { diskFineAt, diskFullAt, openDiskGuard, type DiskGuard } from "./disk-guard.ts";
export { readDisk, type Disk, type StatDisk } from "./read-disk.ts";
export { measureFolders } from "./measure-folders.ts";
