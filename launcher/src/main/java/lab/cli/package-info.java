/** The command line: what a user types and reads. */
@NullMarked
package lab.cli;

import org.jspecify.annotations.NullMarked;
