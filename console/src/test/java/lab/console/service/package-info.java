@NullMarked
package lab.console.service;

import org.jspecify.annotations.NullMarked;
