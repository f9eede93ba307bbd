/** Settings as records, read from files, environment and command line. */
@NullMarked
package lab.servicekit.config;

import org.jspecify.annotations.NullMarked;
