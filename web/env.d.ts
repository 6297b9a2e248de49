/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** True in development and in the build that photographs every part. */
  readonly STOA_GALLERY: boolean;
}
