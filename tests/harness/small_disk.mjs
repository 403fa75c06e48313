// A file system of the test's own, small enough to fill. Needs to be allowed to mount.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./directories.mjs";

export class SmallDisk {
  // Undefined where mounting is not allowed.
  static mount(megabytes) {
    const disk = new SmallDisk();
    disk.path = temporaryDirectory("disk");
    disk.ballast = join(disk.path, "ballast");
    try {
      const options = ["-t", "tmpfs", "-o", `size=${megabytes}m`, "leapfrog-test", disk.path];
      execFileSync("mount", options, { stdio: "pipe" });
    } catch {
      return undefined;
    }
    return disk;
  }

  unmount() {
    execFileSync("umount", ["-l", this.path]);
  }

  get freeBytes() {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  // Writes ballast until so much is free, or nothing.
  fill(leave = 0) {
    const file = openSync(this.ballast, "a");
    const chunk = Buffer.alloc(1 << 20);
    try {
      for (let more = this.freeBytes - leave; more > 0; more = this.freeBytes - leave)
        writeSync(file, chunk, 0, Math.min(more, chunk.length));
    } catch (error) {
      if (error.code !== "ENOSPC") throw error; // somebody else took the rest
    } finally {
      closeSync(file);
    }
  }

  empty() {
    rmSync(this.ballast, { force: true });
  }
}
