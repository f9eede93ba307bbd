@NullMarked
package lab.cli.client;

import org.jspecify.annotations.NullMarked;
