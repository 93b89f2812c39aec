import { createMemoryStore } from '../../support/memory-store.ts';
import { storeConformance } from './store.suite.ts';

storeConformance('the memory store', () => {
  const store = createMemoryStore();
  return Promise.resolve({
    store,
    again: store,
    blockBytes: 1,
    blocksUnderWay: 0,
    prepares: false,
    dispose: () => Promise.resolve(),
  });
});
