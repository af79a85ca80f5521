/** A file of a reply that is being written: one that it has already, or one that was just given. */
export interface FileOf {
  kept?: number;
  upload?: number;
  name: string;
  bytes: number;
}

/** How many files a reply may have. */
export const mostFiles = 5;
