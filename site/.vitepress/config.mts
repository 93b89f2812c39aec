import { fileURLToPath } from 'node:url';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { unlinkCode } from '../code-links.ts';
import { INDEX_PAGES, navigation } from '../navigation.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  title: 'marketo-activity-extract',
  description: 'Durable, verified Marketo Bulk Activity Extract on Temporal',
  lang: 'en',
  // The pages stay where a code host shows them, and keep their links.
  srcDir: root,
  outDir: './dist',
  cacheDir: './node_modules/.vitepress',
  srcExclude: ['**/{node_modules,.cache,test,exports,dist}/**'],
  rewrites: INDEX_PAGES,
  cleanUrls: true,
  // What a page tells its reader to start on the own machine.
  ignoreDeadLinks: 'localhostLinks',
  // Headings are linked to by the names that a code host gives them.
  markdown: {
    anchor: { slugify: (heading) => slug(heading) },
    config: (md) => {
      md.core.ruler.push('code-links', ({ tokens, env }) =>
        unlinkCode(tokens, (env as { path: string }).path),
      );
    },
  },
  themeConfig: {
    sidebar: navigation(root),
    outline: [2, 3],
    search: { provider: 'local' },
  },
  vite: { plugins: [vueOfThisFolder()] },
});

/** Pages are compiled where they lie, outside this folder; when the site is rendered, Vue is found only from here. */
function vueOfThisFolder() {
  return {
    name: 'vue-of-this-folder',
    enforce: 'pre' as const,
    resolveId(id: string, _importer: string | undefined, { ssr }: { ssr?: boolean }) {
      return ssr === true && /^vue($|\/)/.test(id) ? { id, external: true } : undefined;
    },
  };
}
