/** Which pairs a lab follows, from the command line. */
@NullMarked
package lab.cli.pairs;

import org.jspecify.annotations.NullMarked;
