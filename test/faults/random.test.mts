/* What is drawn at random, drawn anew in each run: `npm test` draws the same each time. */
import './freshSeed.mts';

import '../action/badInput.test.mts';
import '../shared/pace/others.test.mts';
import '../trigger/changeHistories.test.mts';
import '../trigger/histories.test.mts';
