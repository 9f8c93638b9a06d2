import { createReadStream, createWriteStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Smaller files are not worth a second copy. */
const COMPRESSED_BYTES_MIN = 1024;
const COMPRESSIBLE = /\.(js|css|svg|webmanifest)$/;

/** Puts `.br` and `.gz` beside what a browser asks for; the server sends these and compresses nothing itself. */
function precompress(): Plugin {
  let folder = "dist";
  return {
    name: "precompress",
    apply: "build",
    configResolved: (config) => {
      folder = config.build.outDir;
    },
    closeBundle: async () => {
      const files = await readdir(folder, { recursive: true });
      await Promise.all(
        files.filter((file) => COMPRESSIBLE.test(file)).map((file) => copies(join(folder, file))),
      );
    },
  };
}

async function copies(file: string): Promise<void> {
  const { size } = await stat(file);
  if (size < COMPRESSED_BYTES_MIN) return;
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: size } };
  await pipeline(createReadStream(file), createBrotliCompress(brotli), createWriteStream(`${file}.br`));
  await pipeline(createReadStream(file), createGzip({ level: 9 }), createWriteStream(`${file}.gz`));
}

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    outDir: "dist/site",
    assetsDir: "console",
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  server: {
    // A running server answers everything that is not the console's own: `TOUCHSTONE_URL=… npm run dev`.
    proxy: {
      "^/(v1|s|f|v|u|assets|setup|openapi.json|healthz|readyz)(/|$|\\?)": {
        target: process.env.TOUCHSTONE_URL ?? "http://127.0.0.1:8080",
      },
    },
  },
});
