import vue from '@vitejs/plugin-vue'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

// `--mode fake` serves the API from dev/ instead of a running Tally; nothing of it enters a build.
export default defineConfig(async ({ mode, command }): Promise<ViteUserConfig> => {
  const fake = mode === 'fake' ? [(await import('./dev/plugin.ts')).fakeTally()] : []
  return {
    plugins: [vue(), ...fake],
    base: './',
    server: fake.length ? {} : { proxy: { '/api': { target: 'http://127.0.0.1:5080', ws: true } } },
    build: {
      outDir: '../Tally.Host/wwwroot',
      emptyOutDir: true,
      target: 'es2022',
      // The page forbids data: URLs, so every asset stays a file of its own.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 700,
    },
    // A busy machine is no failure.
    test: { environment: 'happy-dom', include: ['tests/**/*.test.ts'], testTimeout: 120_000 },
    define: command === 'build' ? { __VUE_OPTIONS_API__: 'false' } : {},
  }
})
