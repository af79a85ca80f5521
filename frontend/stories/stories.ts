import { ofChannels } from './channels';
import { withContacts } from './contacts';
import { inGroups } from './groups';
import { inInbox } from './inbox';
import { ofMessages } from './messages';
import { ofPages } from './pages';
import type { Story } from './story';

/** Every story. A component that none of them shows fails the tests. */
export const stories: Story[] = [...ofPages, ...inInbox, ...inGroups, ...ofMessages, ...withContacts, ...ofChannels];
