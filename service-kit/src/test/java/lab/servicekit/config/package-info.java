@NullMarked
package lab.servicekit.config;

import org.jspecify.annotations.NullMarked;
