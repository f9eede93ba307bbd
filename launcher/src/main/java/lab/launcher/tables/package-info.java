/** The tables of all tiers, as a lab and its commands read them. */
@NullMarked
package lab.launcher.tables;

import org.jspecify.annotations.NullMarked;
