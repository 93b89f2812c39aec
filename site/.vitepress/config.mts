import { fileURLToPath } from 'node:url';
import { slug } from 'github-slugger';
import { defineConfig } from 'vitepress';
import { unlinkCode } from '../code-links.ts';
import { INDEX_PAGES, navigation } from '../navigation.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** An arrow down into a tray. Without an icon of its own, browsers ask every host for `/favicon.ico`. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#3451b2" stroke-width="3"
  stroke-linecap="round" stroke-linejoin="round"><path d="M12 3v11M7 10l5 5 5-5M3 16v5h18v-5"/></svg>`;

export default defineConfig({
  title: 'marketo-activity-extract',
  description: 'Durable, verified Marketo Bulk Activity Extract on Temporal',
  lang: 'en',
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
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
