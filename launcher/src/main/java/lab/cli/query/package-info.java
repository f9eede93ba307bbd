/** SQL from the command line. */
@NullMarked
package lab.cli.query;

import org.jspecify.annotations.NullMarked;
