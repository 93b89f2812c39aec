import { Option } from 'commander';

/** Options that several commands share. */
export interface OutputOptions {
  readonly output: 'text' | 'json';
}

/** `--output`: what goes to stdout. Progress and notes always go to stderr. */
export function outputOption(): Option {
  return new Option('-o, --output <form>', 'what to print on stdout')
    .choices(['text', 'json'])
    .default('text');
}

/** `--task-queue`: wins over EXTRACT_TASK_QUEUE. */
export function taskQueueOption(): Option {
  return new Option(
    '--task-queue <name>',
    'task queue that the workers poll (default: EXTRACT_TASK_QUEUE, else marketo-activity-extract)',
  );
}
