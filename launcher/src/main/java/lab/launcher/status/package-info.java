/** How a running lab is: its parts, its jobs, its tiers, as page and metrics show it. */
@NullMarked
package lab.launcher.status;

import org.jspecify.annotations.NullMarked;
