/** SQL over the tiers, asked through HTTP of a running lab or in the asking process itself. */
@NullMarked
package lab.launcher.query;

import org.jspecify.annotations.NullMarked;
