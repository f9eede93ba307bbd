@NullMarked
package lab.cli.query;

import org.jspecify.annotations.NullMarked;
